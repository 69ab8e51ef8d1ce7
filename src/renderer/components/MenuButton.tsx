import { Button, Menu, type MenuProps } from '@mantine/core'
import type { ReactNode } from 'react'

interface MenuButtonProps {
  icon: ReactNode
  label: string
  testId: string
  position?: MenuProps['position']
  /** Entries of the menu. */
  children: ReactNode
}

/** A button that opens a menu. */
export function MenuButton({ icon, label, testId, position = 'bottom-start', children }: MenuButtonProps) {
  return (
    <Menu position={position}>
      <Menu.Target>
        <Button variant="default" leftSection={icon} data-testid={testId}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
