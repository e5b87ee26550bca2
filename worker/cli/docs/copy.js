// Puts a button on every example that copies it.
for (const block of document.querySelectorAll('main > pre, article pre')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    const { textContent } = block.querySelector('code');
    navigator.clipboard.writeText(textContent).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Not allowed'),
    );
  });
  block.append(button);
}
