import { type BrowserWindow, type MessageBoxOptions, dialog } from 'electron'

/** Puts a question to the user, over the window when there is one. @returns whether the first button was chosen */
export async function askUser(
  question: MessageBoxOptions & { buttons: string[] },
  window: BrowserWindow | undefined,
): Promise<boolean> {
  const { response } = await (window === undefined
    ? dialog.showMessageBox(question)
    : dialog.showMessageBox(window, question))
  return response === 0
}
