/** Composition root of the page: styles, and the app in its element. */
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';

const element = document.getElementById('root');
if (element === null) throw new Error('The page has no root element.');
createRoot(element).render(<App />);
