import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ScenarioFiles } from './scenarioFiles.ts'
import { SettingsStore } from './settings.ts'

const showOpen = vi.hoisted(() => vi.fn<() => Promise<unknown>>())
const showSave = vi.hoisted(() => vi.fn<(options: unknown) => Promise<unknown>>())
vi.mock('electron', () => ({ dialog: { showOpenDialog: showOpen, showSaveDialog: showSave } }))

const TEXT = `headroom: 1
name: Évening peak, 2
target: { baseUrl: 'http://127.0.0.1:4700' }
flows: { look: [ { get: /, name: open } ] }
load: { one: { executor: constant-vus, flow: look, vus: 1, duration: 5m } }
`

describe('ScenarioFiles', () => {
  let folder: string
  let settings: SettingsStore
  let files: ScenarioFiles

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-files-'))
    settings = new SettingsStore(folder)
    files = new ScenarioFiles(settings, () => undefined)
    vi.resetAllMocks()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function choose(name: string, text?: string): string {
    const file = join(folder, name)
    if (text !== undefined) writeFileSync(file, text)
    showOpen.mockResolvedValue({ canceled: false, filePaths: [file] })
    showSave.mockResolvedValue({ canceled: false, filePath: file })
    return file
  }

  it('opens what the user chooses, and remembers it over restarts', async () => {
    const file = choose('a.yaml', TEXT)
    expect(await files.open()).toEqual({ file, text: TEXT })
    const restarted = new ScenarioFiles(new SettingsStore(folder), () => undefined)
    expect(restarted.recent()).toMatchObject([{ file, name: 'Évening peak, 2' }])
    expect(restarted.read(file)).toEqual({ file, text: TEXT })
  })

  it('lists the newest first, each once, without those that are gone', async () => {
    const first = choose('first.yaml', TEXT)
    await files.open()
    const second = choose('second.yaml', 'not: a scenario')
    await files.open()
    files.read(first)
    expect(files.recent().map(({ name }) => name)).toEqual(['Évening peak, 2', 'second.yaml'])
    rmSync(second)
    expect(files.recent().map(({ file }) => file)).toEqual([first])
  })

  it('reads and writes nothing that was not chosen in a dialog', async () => {
    const file = join(folder, 'secret.txt')
    writeFileSync(file, 'secret')
    expect(() => files.read(file)).toThrow(expect.objectContaining({ code: 'FILE_UNKNOWN' }))
    showSave.mockResolvedValue({ canceled: true, filePath: '' })
    expect(await files.save(TEXT, file, false)).toBeNull()
    expect(readFileSync(file, 'utf8')).toBe('secret')
  })

  it('asks for a place with a name made of the scenario, and adds the ending', async () => {
    choose('chosen')
    const saved = await files.save(TEXT, undefined, false)
    expect(showSave).toHaveBeenCalledWith(expect.objectContaining({ defaultPath: 'évening-peak-2.headroom.yaml' }))
    expect(saved?.file).toBe(join(folder, 'chosen.headroom.yaml'))
    expect(readFileSync(join(folder, 'chosen.headroom.yaml'), 'utf8')).toBe(TEXT)
  })

  it('saves a known file in place without asking, unless another place is wanted', async () => {
    const file = choose('known.yaml', 'old')
    await files.open()
    expect(await files.save(TEXT, file, false)).toEqual({ file, text: TEXT })
    expect(showSave).not.toHaveBeenCalled()
    expect(readFileSync(file, 'utf8')).toBe(TEXT)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const other = choose('other.yml')
    expect(await files.save(TEXT, file, true)).toEqual({ file: other, text: TEXT })
  })

  it('names what is wrong with a file', async () => {
    choose('gone.yaml')
    await expect(files.open()).rejects.toMatchObject({ code: 'FILE_UNREADABLE', hint: expect.any(String) })
    choose('large.yaml', 'x'.repeat(5_000_001))
    await expect(files.open()).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    showSave.mockResolvedValue({ canceled: false, filePath: join(folder, 'missing', 'a.yaml') })
    await expect(files.save(TEXT, undefined, false)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  })
})

describe('SettingsStore', () => {
  it('starts anew when its file is damaged', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-settings-'))
    writeFileSync(join(folder, 'settings.json'), '{"appearance": "purple"')
    const settings = new SettingsStore(folder)
    expect(settings.current.appearance).toBe('auto')
    settings.change({ appearance: 'dark' })
    expect(new SettingsStore(folder).current.appearance).toBe('dark')
    rmSync(folder, { recursive: true, force: true })
  })
})
