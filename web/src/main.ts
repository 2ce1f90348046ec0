import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import './styles/tokens.css';
import './styles/controls.css';
import './styles/site.css';
import './styles/catalogue.css';
import './styles/lab.css';
import './styles/console.css';
import './styles/question.css';
import './styles/map.css';
import './styles/waybill.css';
import './styles/dock.css';
import './styles/narrow.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
