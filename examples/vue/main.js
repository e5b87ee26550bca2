import { start } from 'sojourn';
import { createApp } from 'vue';
import App from './App.vue';

// Once, before anything is drawn. A router's pages are recorded by themselves.
start({ site: 'shop', host: 'https://collector.example' });

createApp(App).mount('#app');
