/** Okabe and Ito's colours, told apart by colour-blind readers; the dark theme takes the lighter of a pair. */
export type SeriesColor = 'blue' | 'green' | 'purple' | 'sky' | 'orange' | 'vermilion' | 'grey'
export type Scheme = 'light' | 'dark'

const SERIES: Readonly<Record<Scheme, Readonly<Record<SeriesColor, string>>>> = {
  light: {
    blue: '#0072b2',
    green: '#009e73',
    purple: '#b3629a',
    sky: '#2f93cc',
    orange: '#b87d00',
    vermilion: '#c74a00',
    grey: '#8b95a1',
  },
  dark: {
    blue: '#56b4e9',
    green: '#2fc39a',
    purple: '#d998bd',
    sky: '#9bd0f0',
    orange: '#e69f00',
    vermilion: '#ee7733',
    grey: '#76828e',
  },
}

/** What canvases need and style sheets cannot give them. */
interface CanvasPalette {
  surface: string
  text: string
  muted: string
  grid: string
  border: string
  tooltip: string
  /** Of the target's line and its label. */
  target: string
  levels: Readonly<Record<'info' | 'warning' | 'error', string>>
}

export const CANVAS: Readonly<Record<Scheme, CanvasPalette>> = {
  light: {
    surface: '#ffffff',
    text: '#191e23',
    muted: '#56616d',
    grid: '#eceff2',
    border: '#d5dae0',
    tooltip: 'rgba(255, 255, 255, 0.97)',
    target: '#414b56',
    levels: { info: '#8b95a1', warning: '#b87d00', error: '#c01f2b' },
  },
  dark: {
    surface: '#171b20',
    text: '#e4e8ec',
    muted: '#a3adb7',
    grid: '#232a31',
    border: '#3a434c',
    tooltip: 'rgba(28, 34, 40, 0.97)',
    target: '#c3cad1',
    levels: { info: '#76828e', warning: '#f2b53c', error: '#ff8085' },
  },
}

export function seriesColor(color: SeriesColor, scheme: Scheme): string {
  return SERIES[scheme][color]
}
