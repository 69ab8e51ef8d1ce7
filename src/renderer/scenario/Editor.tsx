import { autocompletion } from '@codemirror/autocomplete'
import { yaml } from '@codemirror/lang-yaml'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import type { Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import CodeMirror, { type ReactCodeMirrorRef } from '@uiw/react-codemirror'
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react'
import schema from '../../../resources/scenario.schema.json'
import type { Problem } from '../../shared/ipc.ts'
import { nonce } from '../nonce.ts'
import { schemaCompletion } from './completion/source.ts'
import { editorTheme } from './editorTheme.ts'

/** What the screen may ask of the editor. */
export interface EditorHandle {
  goTo: (problem: Problem) => void
}

interface EditorProps {
  text: string
  problems: readonly Problem[]
  onChange: (text: string) => void
  ref: Ref<EditorHandle>
}

const EXTENSIONS = [
  EditorView.cspNonce.of(nonce),
  EditorView.contentAttributes.of({ 'aria-label': 'Scenario source', tabindex: '0' }),
  EditorView.lineWrapping,
  yaml(),
  autocompletion({ override: [schemaCompletion(schema)], icons: false }),
  lintGutter(),
  ...editorTheme,
]

/** The scenario's source, with completion from its schema and the problems that main found marked in place. */
export function Editor({ text, problems, onChange, ref }: EditorProps) {
  const editor = useRef<ReactCodeMirrorRef>(null)
  const setup = useMemo(() => ({ foldGutter: true, searchKeymap: true, autocompletion: false }), [])

  useEffect(() => {
    const view = editor.current?.view
    if (view) showProblems(view, problems)
  }, [problems])

  useImperativeHandle(ref, () => ({
    goTo(problem) {
      const view = editor.current?.view
      if (!view) return
      const { from } = rangeOf(view.state.doc, problem)
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
  }))

  return (
    <CodeMirror
      ref={editor}
      value={text}
      height="100%"
      theme="none"
      basicSetup={setup}
      extensions={EXTENSIONS}
      onChange={onChange}
      onCreateEditor={(view) => showProblems(view, problems)}
      data-testid="editor"
    />
  )
}

function showProblems(view: EditorView, problems: readonly Problem[]): void {
  const { doc } = view.state
  const diagnostics = problems.map((problem): Diagnostic => ({
    ...rangeOf(doc, problem),
    severity: problem.severity,
    message: problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`,
  }))
  view.dispatch(
    setDiagnostics(
      view.state,
      diagnostics.toSorted((a, b) => a.from - b.from),
    ),
  )
}

/** Problems tell of the text as it was checked; the text may have changed since. */
function rangeOf(doc: Text, problem: Problem): { from: number; to: number } {
  const offset = (line: number, column: number): number => {
    const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines))
    return Math.min(from + Math.max(0, column - 1), to)
  }
  const from = offset(problem.line, problem.column)
  const to = Math.max(from, offset(problem.endLine, problem.endColumn))
  return { from, to }
}
