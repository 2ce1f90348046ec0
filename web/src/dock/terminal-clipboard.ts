import type { Terminal } from '@xterm/xterm';

/**
 * Copy and paste as in a Linux terminal: Ctrl+Shift+C and Ctrl+Shift+V (with the Windows key's own Ctrl+Insert and
 * Shift+Insert), what is selected is copied, and the right button copies a selection or pastes.
 */
export function bindClipboard(
  terminal: Terminal,
  host: HTMLElement,
): { takes(event: KeyboardEvent): boolean; dispose(): void } {
  const copy = () => {
    const text = terminal.getSelection();
    if (text !== '') navigator.clipboard?.writeText(text).catch(() => {});
  };
  const paste = () => {
    navigator.clipboard
      ?.readText()
      .then((text) => terminal.paste(text))
      .catch(() => {});
  };
  const onMouseUp = (event: MouseEvent) => {
    if (event.button === 0) copy();
  };
  const onContextMenu = (event: MouseEvent) => {
    // Where a program follows the mouse the button is its own.
    if (terminal.modes.mouseTrackingMode !== 'none') return;
    event.preventDefault();
    if (terminal.hasSelection()) {
      copy();
      terminal.clearSelection();
    } else paste();
    terminal.focus();
  };
  host.addEventListener('mouseup', onMouseUp);
  host.addEventListener('contextmenu', onContextMenu);
  return {
    takes: (event) => {
      const isCopy =
        (event.ctrlKey && event.shiftKey && event.code === 'KeyC') || (event.ctrlKey && event.key === 'Insert');
      if (isCopy) {
        event.preventDefault();
        if (event.type === 'keydown') copy();
        return true;
      }
      // The browser pastes by itself once the key is not the shell's.
      return (event.ctrlKey && event.shiftKey && event.code === 'KeyV') || (event.shiftKey && event.key === 'Insert');
    },
    dispose: () => {
      host.removeEventListener('mouseup', onMouseUp);
      host.removeEventListener('contextmenu', onContextMenu);
    },
  };
}
