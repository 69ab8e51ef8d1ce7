import type { Command } from 'commander'
import {
  type LibraryFlags,
  type RetentionFlags,
  backupCommand,
  checkCommand,
  deleteCommand,
  moveCommand,
  noteCommand,
  pinCommand,
  purgeCommand,
  renameCommand,
  restoreCommand,
  retentionCommand,
  storageCommand,
  tagCommand,
} from '../commands/library.ts'
import type { ExitCode } from '../exitCodes.ts'
import { byteSize, texts, wholeNumber } from '../optionValues.ts'
import type { Output } from '../output.ts'

const IDS = 'ids that `headroom runs` lists'

/** The commands that look after stored runs. */
export function addLibraryCommands(program: Command, output: Output, done: (code: ExitCode) => void): void {
  const add = (name: string, description: string): Command =>
    program.command(name).description(description).option('--db <file>', "the database, by default the app's")

  add('rename', 'Name a stored run anew.')
    .argument('<id>')
    .argument('<name>')
    .action(async (id: string, name: string, flags: LibraryFlags) => done(await renameCommand(id, name, flags)))
  add('note', 'Write a note to a stored run; an empty text takes it away.')
    .argument('<id>')
    .argument('<text>')
    .action(async (id: string, text: string, flags: LibraryFlags) => done(await noteCommand(id, text, flags)))
  add('tag', 'Give tags to stored runs, or take them away.')
    .argument('<ids...>', IDS)
    .option('--add <tag>', 'repeatable', texts)
    .option('--remove <tag>', 'repeatable', texts)
    .action(async (ids: string[], flags: LibraryFlags & { add?: string[]; remove?: string[] }) =>
      done(await tagCommand(ids, flags)),
    )
  add('pin', 'Keep stored runs whatever retention says.')
    .argument('<ids...>', IDS)
    .action(async (ids: string[], flags: LibraryFlags) => done(await pinCommand(ids, true, flags)))
  add('unpin', 'Take pins back.')
    .argument('<ids...>', IDS)
    .action(async (ids: string[], flags: LibraryFlags) => done(await pinCommand(ids, false, flags)))
  add('delete', 'Delete stored runs; `restore` takes it back.')
    .argument('<ids...>', IDS)
    .action(async (ids: string[], flags: LibraryFlags) => done(await deleteCommand(ids, flags, output)))
  add('restore', 'Take the deletion of runs back.')
    .argument('<ids...>', 'ids that `headroom runs --deleted` lists')
    .action(async (ids: string[], flags: LibraryFlags) => done(await restoreCommand(ids, flags)))
  add('purge', 'Remove runs for good that were deleted more than 7 days ago.')
    .option('--all', 'all deleted runs, however new')
    .action(async (flags: LibraryFlags & { all?: boolean }) => done(await purgeCommand(flags, output)))
  add('retention', 'Say which runs are kept, and which would go.')
    .option('--max-age <days>', 'delete runs that are older', wholeNumber(1))
    .option('--max-runs <count>', 'delete the oldest beyond so many', wholeNumber(1))
    .option('--max-size <size>', 'delete the oldest beyond so much, e.g. 500MB, 2GB', byteSize)
    .option('--off', 'forget the rules given before')
    .option('--apply', 'delete what would go')
    .action(async (flags: RetentionFlags) => done(await retentionCommand(flags, output)))
  add('storage', 'Show where the database is, how large, and what is in it.')
    .option('--json', 'as JSON')
    .action(async (flags: LibraryFlags & { json?: boolean }) => done(await storageCommand(flags, output)))
  add('backup', 'Copy the database, also while runs are written to it.')
    .argument('<file>', 'the copy')
    .option('--replace', 'put it in the place of a file that is there')
    .action(async (file: string, flags: LibraryFlags & { replace?: boolean }) =>
      done(await backupCommand(file, flags, output)),
    )
  add('move', "Move the database to another folder; the app's own is found there from then on.")
    .argument('<folder>', 'made when there is none')
    .action(async (folder: string, flags: LibraryFlags) => done(await moveCommand(folder, flags, output)))
  add('check', 'Check that the database is whole.').action(async (flags: LibraryFlags) =>
    done(await checkCommand(flags, output)),
  )
}
