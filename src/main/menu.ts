import { Menu, type MenuItemConstructorOptions, app } from 'electron'
import type { MenuCommand } from '../shared/ipc.ts'

const separator: MenuItemConstructorOptions = { type: 'separator' }

/** The application's menu, by the platform's customs. Its own entries are commands that the renderer carries out. */
export function buildMenu(onCommand: (command: MenuCommand) => void): Menu {
  const isMac = process.platform === 'darwin'
  const entry = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => onCommand(command),
  })
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        entry('New scenario', 'new', 'CmdOrCtrl+N'),
        entry('Open scenario…', 'open', 'CmdOrCtrl+O'),
        separator,
        entry('Save', 'save', 'CmdOrCtrl+S'),
        entry('Save as…', 'saveAs', 'CmdOrCtrl+Shift+S'),
        separator,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [entry('Run scenario', 'run', 'CmdOrCtrl+Return'), entry('Stop run', 'stop', 'CmdOrCtrl+.')],
    },
    {
      label: '&Go',
      submenu: [
        entry('Home', 'home', 'CmdOrCtrl+1'),
        entry('Live', 'live', 'CmdOrCtrl+2'),
        entry('Runs', 'runs', 'CmdOrCtrl+3'),
        entry('Compare', 'compare', 'CmdOrCtrl+4'),
        entry('Trends', 'trends', 'CmdOrCtrl+5'),
        entry('Settings', 'settings', 'CmdOrCtrl+,'),
        separator,
        entry('Command palette', 'palette', 'CmdOrCtrl+K'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
  ]
  return Menu.buildFromTemplate(template)
}
