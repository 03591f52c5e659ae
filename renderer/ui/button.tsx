/** Buttons with words, and icon buttons whose words are a tooltip and a name. */
import './button.css';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>;

export interface ButtonProps extends Native {
  readonly variant?: 'plain' | 'primary' | 'ghost';
  /** lg: the panel's one primary button, full width. sm: in toolbars. */
  readonly size?: 'sm' | 'md' | 'lg';
  /** Work is under way: the words say which, a bar shows how far (0 to 1) where that is known. */
  readonly busy?: boolean | number;
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button. While busy it keeps its focus but does nothing. */
export function Button({
  variant = 'plain',
  size = 'md',
  busy = false,
  icon,
  type,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const isBusy = busy !== false;
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest['aria-disabled'] || undefined}
      onClick={
        isBusy
          ? (event) => {
              event.preventDefault();
            }
          : onClick
      }
      className={classes('ui-button', `ui-button-${variant}`, `ui-button-${size}`, isBusy && 'ui-button-busy', className)}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {isBusy && (
        <span
          className={classes('ui-button-progress', busy === true && 'ui-button-progress-unknown')}
          style={typeof busy === 'number' ? { width: `${String(Math.round(busy * 100))}%` } : undefined}
        />
      )}
    </button>
  );
}

export interface IconButtonProps extends Native {
  readonly icon: IconName;
  /** Accessible name and tooltip. */
  readonly label: string;
  /** A toggle when given. */
  readonly pressed?: boolean;
  /** Key as shown: "Ctrl A". */
  readonly shortcut?: string | undefined;
  readonly size?: 'sm' | 'md';
  readonly fill?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** An icon that is a button. */
export function IconButton({ icon, label, pressed, shortcut, size = 'md', fill = false, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        {...rest}
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes('ui-icon-button', size === 'sm' && 'ui-icon-button-sm', className)}
      >
        <Icon name={icon} fill={fill} />
      </button>
    </Tooltip>
  );
}
