import { readFileSync, readdirSync } from 'node:fs'
import type { Command } from 'commander'
import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { EXIT } from './exitCodes.ts'
import { createProgram } from './program.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')
const names = [
  'README.md',
  ...readdirSync(new URL('docs', root)).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
]
const documents = names.map(read)
const everything = documents.join('\n')
const reference = read('docs/cli.md')

/** All commands, which check their arguments and options and then do nothing. */
function harmlessProgram(): Command {
  const output = { isTerminal: false, columns: 100, colors: pc.createColors(false), out: () => {}, err: () => {} }
  const program = createProgram(output, () => {})
  for (const command of commandsOf(program)) if (command.commands.length === 0) command.action(() => {})
  return program
}

function commandsOf(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...commandsOf(child)])
}

function nameOf(command: Command): string {
  const { parent } = command
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name()
}

const commands = commandsOf(harmlessProgram()).map((command) => ({
  name: nameOf(command),
  flags: command.options.map(({ long, short }) => long ?? short ?? ''),
}))

/** The commands in fenced blocks, each as its arguments. */
const examples = [...everything.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = '']) =>
  block.split('\n').flatMap((line) => {
    const [, command = ''] = /^(?:headroom|npm run -s headroom --) ([^#]*)/.exec(line) ?? []
    return /^(COMMAND|--help|$)/.test(command) ? [] : command.replace(/&\s*$/, '').trim()
  }),
)

/** Paragraphs and rows of tables, which are about what they name, and sections, which are about what their heading names. */
const sections = documents.flatMap((text) => text.split(/^(?=#)/m))
const chunks = [
  ...sections.map((text) => ({ about: text.slice(0, text.indexOf('\n')), text })),
  ...sections.flatMap((section) => section.split(/\n\n|\n(?=\|)/)).map((text) => ({ about: text, text })),
]

describe('docs/cli.md', () => {
  it.each(commands)('names the command $name', ({ name }) => {
    const [first = '', second] = name.split(' ')
    const pattern = second === undefined ? `\`[^\`]*\\b${first}\\b[^\`]*\`` : `\`${second}\`|\`headroom ${name}\\b`
    expect(reference).toMatch(new RegExp(pattern))
  })

  it.each(commands)('explains every option of $name where the command is named', ({ name, flags }) => {
    const explained = chunks
      .filter(({ about }) => new RegExp(`\\b${name}\\b`).test(about))
      .map(({ text }) => text)
      .join('\n')
    expect(flags.filter((flag) => !new RegExp(`${flag}\\b`).test(explained) && flag !== '--db')).toEqual([])
  })

  it('names no option that does not exist', () => {
    const known = new Set(['--help', ...commands.flatMap(({ flags }) => flags)])
    const named = [...reference.matchAll(/`[^`\n]*`/g)].flatMap(
      ([code]) => code.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [],
    )
    expect(named.filter((flag) => !known.has(flag))).toEqual([])
  })

  it('lists every exit code', () => {
    expect(Object.values(EXIT).filter((code) => !new RegExp(`^\\| ${code} +\\|`, 'm').test(reference))).toEqual([])
  })
})

describe('the commands in the documents', () => {
  it('are found', () => {
    expect(examples.length).toBeGreaterThan(9)
  })

  it.each(examples)('headroom %s', async (example) => {
    const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
    await expect(harmlessProgram().parseAsync(words, { from: 'user' })).resolves.toBeDefined()
  })
})
