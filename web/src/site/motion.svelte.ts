const query = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether nothing may move by itself. Follows the system while the page is open. */
class Motion {
  calm = $state(query.matches);

  constructor() {
    query.addEventListener('change', () => {
      this.calm = query.matches;
    });
  }
}

export const motion = new Motion();
