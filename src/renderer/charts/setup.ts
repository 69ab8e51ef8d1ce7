import { Chart, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js'
import annotation from 'chartjs-plugin-annotation'
import { FONT_FAMILY } from '../theme/theme.ts'
import { crosshair } from './crosshair.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Filler, annotation, crosshair)
Chart.defaults.font.family = FONT_FAMILY
Chart.defaults.font.size = 11
Chart.defaults.animation = false

export { Chart }
