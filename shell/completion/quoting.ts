/** How bash writes a completed name: with backslashes, or inside the quote that is open. */
export function quoteFor(quote: '' | "'" | '"'): (text: string) => string {
  if (quote === "'") return (text) => text.replaceAll("'", "'\\''");
  if (quote === '"') return (text) => text.replace(/[\\"$`]/g, '\\$&');
  return (text) => text.replace(/[\s'"\\$`&;|<>()*?[\]{}!^,]/g, '\\$&').replace(/^[~#]/, '\\$&');
}
