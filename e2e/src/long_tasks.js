// Runs in the page: how long its tasks take, and a hand on the time slider.
(() => {
  window.longTasks = [];
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  /** In milliseconds; 0 where none was long. */
  window.longest = async () => {
    await frame();
    await new Promise((resolve) => setTimeout(resolve, 100));
    longTasks.push(...observer.takeRecords().map(({ duration }) => duration));
    return Math.max(0, ...longTasks);
  };
  window.slideTo = (place) => {
    const slider = document.getElementById("travel-slider");
    slider.value = place;
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  /** Slides there, and waits until the page has come there. */
  window.travelTo = async (place) => {
    slideTo(place);
    while (lobule.ratings.length !== place || lobule.busy) await frame();
  };
  /** To and fro over the whole session, a place a frame. */
  window.drag = async (steps) => {
    const { max } = document.getElementById("travel-slider");
    for (let n = 0; n <= steps; n++) {
      slideTo(Math.round((max * (1 + Math.cos((3 * Math.PI * n) / steps))) / 2));
      await frame();
    }
  };
})()
