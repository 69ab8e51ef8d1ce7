import { join } from 'node:path'
import { BrowserWindow, app, screen, session } from 'electron'
import type { SettingsStore } from './settings.ts'
import { APP_ORIGIN, isAppUrl } from './protocol.ts'

/** Where electron-vite serves the renderer while one develops; never in an installed app. */
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const DEFAULT_SIZE = { width: 1280, height: 860 }
const SMALLEST = { minWidth: 940, minHeight: 620 }
const MOST_RELOADS = 3

/** The one window, where it was last time if that place is still on a screen. */
export function openWindow(folder: string, settings: SettingsStore): BrowserWindow {
  const place = settings.current.window
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...(place !== undefined && isVisible(place) ? place : {}),
    ...SMALLEST,
    show: false,
    title: 'Headroom',
    backgroundColor: '#1a1b1e',
    webPreferences: {
      preload: join(folder, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  if (place?.maximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    settings.change({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } })
  })
  lockDown(window)
  return window
}

/** Nothing but the app's own pages: no navigation, no windows, no permissions, no webviews. */
function lockDown(window: BrowserWindow): void {
  const { webContents } = window
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-navigate', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) => decide(isGranted(permission)))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isGranted(permission))
  // A crashed page is loaded again; the run goes on in main, and the page takes its history from there.
  let reloads = 0
  webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || reloads >= MOST_RELOADS) return
    reloads++
    // Not in the event itself: the frame that is gone would be asked.
    setImmediate(() => {
      if (!window.isDestroyed()) void loadApp(window)
    })
  })
}

/** Copying, for instance a chart's data as a table. */
function isGranted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

export function loadApp(window: BrowserWindow): Promise<void> {
  return window.loadURL(developmentUrl ?? `${APP_ORIGIN}/index.html`)
}

/** Whether a frame shows a page of the app's own. */
export function isOwnPage(frameUrl: string): boolean {
  const url = new URL(frameUrl)
  return isAppUrl(url) || (developmentUrl !== undefined && url.origin === new URL(developmentUrl).origin)
}

function isVisible(place: { x: number; y: number; width: number; height: number }): boolean {
  const { workArea } = screen.getDisplayMatching(place)
  return (
    place.x < workArea.x + workArea.width - 50 &&
    place.x + place.width > workArea.x + 50 &&
    place.y >= workArea.y - 10 &&
    place.y < workArea.y + workArea.height - 50
  )
}
