import type { KeyboardEvent, Ref } from 'react';

interface QuestionBoxProps {
  id: string;
  value: string;
  placeholder: string;
  describedBy?: string | undefined;
  ref?: Ref<HTMLTextAreaElement>;
  onChange: (value: string) => void;
  onSubmit: () => void;
}

/** A box that grows with its text. Enter sends, Shift+Enter breaks the line, and an input method's Enter stays its own. */
export function QuestionBox({ id, value, placeholder, describedBy, ref, onChange, onSubmit }: QuestionBoxProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <textarea
      ref={ref}
      id={id}
      className="question-box"
      rows={2}
      dir="auto"
      value={value}
      placeholder={placeholder}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
