import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';

const fontFile = (name: string): string =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);

/** The letters of every picture; they come along, so that it looks the same everywhere. */
const FONT = {
  fontFiles: ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono'].map(fontFile),
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
};
/** Discord shows pictures on screens with small pixels. */
const SCALE = 2;

/** Draws an SVG as a PNG, beside the main thread. @param svg - may use DejaVu Sans and DejaVu Sans Mono. */
export async function renderPicture(svg: string, signal?: AbortSignal): Promise<Uint8Array> {
  const image = await renderAsync(svg, { fitTo: { mode: 'zoom', value: SCALE }, font: FONT }, signal);
  return image.asPng();
}
