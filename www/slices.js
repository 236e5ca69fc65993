// Long work in slices, between which the page stays responsive.

/** A slice gives way after so long. */
export const SLICE_MS = 8;

export const breathe = () => new Promise((resolve) => { setTimeout(resolve); });
