import type { Image } from '../kubelet/image.ts';
import { agnhostImage } from './agnhost.ts';
import { colourImage } from './colour.ts';
import { nginxImage } from './nginx.ts';
import { pauseImage, shellImages } from './plain.ts';

/** Every image that needs nothing of a particular cluster. One line an image. */
export const images: readonly Image[] = [agnhostImage, colourImage, nginxImage, pauseImage, ...shellImages];
