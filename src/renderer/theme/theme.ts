import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Shades of Okabe-Ito blue: the one accent, and the colour of the P95 line. */
const accent: MantineColorsTuple = [
  '#e8f4fb',
  '#d2e7f5',
  '#a6d0eb',
  '#79b9e1',
  '#56a6d9',
  '#3192cf',
  '#1382c4',
  '#0072b2',
  '#00619a',
  '#005080',
]

/** For what cannot be undone; white text on shade 7 has a contrast of 6. */
const red: MantineColorsTuple = [
  '#fdecec',
  '#f9d3d5',
  '#f2a5a9',
  '#ea767c',
  '#e25058',
  '#d93741',
  '#cd2a35',
  '#c01f2b',
  '#a51822',
  '#8a121b',
]

const dark: MantineColorsTuple = [
  '#e4e8ec',
  '#c3cad1',
  '#a3adb7',
  '#76828e',
  '#3a434c',
  '#2c343c',
  '#222930',
  '#191e23',
  '#12161a',
  '#0c0f12',
]

const gray: MantineColorsTuple = [
  '#f6f7f9',
  '#eef0f3',
  '#e3e6ea',
  '#d5dae0',
  '#bcc3cb',
  '#8b95a1',
  '#56616d',
  '#414b56',
  '#2b333b',
  '#191e23',
]

export const FONT_FAMILY = '"Inter Variable", "Inter", system-ui, sans-serif'
export const MONOSPACE_FAMILY =
  'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 7,
  colors: { accent, red, dark, gray },
  fontFamily: FONT_FAMILY,
  fontFamilyMonospace: MONOSPACE_FAMILY,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontFamily: FONT_FAMILY,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  autoContrast: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
    Text: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' }, styles: { label: { paddingInline: 10 } } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'md',
        transitionProps: { duration: 0 },
        closeButtonProps: { 'aria-label': 'Cancel' },
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 0 }, closeButtonProps: { 'aria-label': 'Close' } } },
    // The first entry has the focus, as in other menus, not a part without a role before it.
    Menu: { defaultProps: { transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
  },
})
