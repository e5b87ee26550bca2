import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import { keyInUse } from './api/key.ts';
import { SignIn } from './pages/sign-in.tsx';
import { Sites } from './shell/sites.tsx';

function App() {
  return keyInUse.value === undefined ? <SignIn /> : <Sites key={keyInUse.value} />;
}

const root = document.getElementById('app');
if (root) {
  render(
    <LocationProvider>
      <App />
    </LocationProvider>,
    root,
  );
}
