import { type BrowserWindow, dialog } from 'electron'

/** Asks where a file is to be written; the dialog itself asks before it replaces one. Null when the user cancels. */
export async function askPlace(
  window: BrowserWindow | undefined,
  defaultPath: string,
  extension: string,
): Promise<string | null> {
  const options = { defaultPath, filters: [{ name: extension, extensions: [extension] }] }
  const { filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return filePath === '' || filePath === undefined ? null : filePath
}
