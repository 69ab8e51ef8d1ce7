import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { MONOSPACE_FAMILY } from '../theme/theme.ts'

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--hr-text)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: MONOSPACE_FAMILY, lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--hr-text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--hr-text)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'light-dark(#6b7580, #8b95a1)' },
  '.cm-activeLine': { backgroundColor: 'light-dark(#f2f5f880, #1c222880)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--hr-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe5f5, #1f4660)',
  },
  '.cm-selectionMatch': { backgroundColor: 'light-dark(#e8f2fa, #1b3446)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'light-dark(#dcebf6, #21435a)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hr-hover)', border: 'none', color: 'var(--hr-muted)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--hr-surface)',
    border: '1px solid var(--hr-border)',
    borderRadius: '5px',
    boxShadow: '0 4px 16px light-dark(#191e2322, #00000066)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: MONOSPACE_FAMILY,
    fontSize: '0.78125rem',
    maxHeight: '280px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hr-accent-soft)',
    color: 'var(--hr-text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--hr-accent)', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--hr-muted)', fontStyle: 'normal' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', fontSize: '0.78125rem', maxWidth: '320px' },
  '.cm-diagnostic': { padding: '6px 10px', whiteSpace: 'pre-wrap', maxWidth: '520px', fontSize: '0.8125rem' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--hr-failed)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--hr-warning)' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px solid var(--hr-failed)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', borderBottom: '2px solid var(--hr-warning)' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--hr-failed)' },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-lint-marker-error, .cm-lint-marker-warning': {
    content: '""',
    width: '8px',
    height: '8px',
    marginTop: '6px',
    borderRadius: '50%',
    backgroundColor: 'var(--hr-failed)',
  },
  '.cm-lint-marker-warning': { borderRadius: '1px', transform: 'rotate(45deg)', backgroundColor: 'var(--hr-warning)' },
  '.cm-panels': { backgroundColor: 'var(--hr-surface)', color: 'var(--hr-text)', borderColor: 'var(--hr-border)' },
  '.cm-searchMatch': { backgroundColor: 'light-dark(#fdeecb, #4a3a10)' },
})

const highlighting = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--hr-accent)' },
  { tag: [tags.string, tags.content], color: 'var(--hr-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'light-dark(#8a3f7a, #d998bd)' },
  { tag: tags.comment, color: 'var(--hr-muted)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--hr-muted)' },
  { tag: tags.invalid, color: 'var(--hr-failed)' },
])

/** The editor in the app's colours; the variables follow the scheme, so both share one theme. */
export const editorTheme = [theme, syntaxHighlighting(highlighting)]
