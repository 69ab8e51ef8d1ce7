import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix'
import { FONT_FAMILY } from '../theme/theme.ts'

Chart.register(LineController, LineElement, PointElement, BarController, BarElement, MatrixController, MatrixElement)
Chart.register(LinearScale, CategoryScale, Tooltip, Filler)
Chart.defaults.font.family = FONT_FAMILY
Chart.defaults.font.size = 11
Chart.defaults.animation = false

export { Chart }
