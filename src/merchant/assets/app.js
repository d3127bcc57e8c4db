// The single-page app: one shell for all four URLs. It fetches the view that the path names and starts its script.

const response = await fetch(`/assets${location.pathname}`);
const view = new DOMParser().parseFromString(await response.text(), 'text/html');
document.title = view.title;
document.body.replaceChildren(...view.body.children);
await import(view.querySelector('script').getAttribute('src'));
