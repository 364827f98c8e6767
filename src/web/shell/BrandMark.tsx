/** The mark: a circle of colleagues open to one more, around the question. */
export function BrandMark({ size = 26 }: { size?: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" width={size} height={size}>
      <rect width="32" height="32" rx="8" className="c-mark-ground" />
      <path
        d="M21.6 20.9a7.2 7.2 0 1 1 0-9.8"
        fill="none"
        className="c-mark-line"
        strokeWidth="2.8"
        strokeLinecap="round"
      />
      <circle cx="16.4" cy="16" r="2.6" className="c-mark-dot" />
    </svg>
  );
}
