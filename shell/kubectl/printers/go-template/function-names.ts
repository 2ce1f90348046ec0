/** text/template's functions and kubectl's own two. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set(
  'and or not len index slice print printf println html js urlquery call eq ne lt le gt ge exists base64decode'.split(
    ' ',
  ),
);
