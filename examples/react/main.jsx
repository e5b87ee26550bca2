import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { start, track } from 'sojourn';

// Once, before anything is drawn. It records views, clicks and engagement by itself, also those of a
// router: whatever changes the address by the History or Navigation API.
start({ site: 'shop', host: 'https://collector.example' });

const mug = { item_id: 'MUG-1', item_name: 'Dune mug', price: '19.90', quantity: 1 };

function Product() {
  // React's strict mode runs effects twice in development, so it counts two views there.
  useEffect(() => {
    track('view_item', { currency: 'EUR', items: [mug] });
  }, []);
  return (
    <button onClick={() => track('add_to_cart', { currency: 'EUR', items: [mug] })}>
      Add to cart
    </button>
  );
}

function App() {
  const [page, setPage] = useState('home');
  function open() {
    history.pushState(null, '', '/product/mug');
    document.title = 'Dune mug';
    setPage('product');
  }
  return page === 'home' ? <button onClick={open}>Dune mug</button> : <Product />;
}

createRoot(document.getElementById('root')).render(<App />);
