import type { Image } from '../kubelet/image.ts';
import { agnhostImage } from './agnhost/agnhost.ts';
import { colourImage } from './colour.ts';
import { etcdImage } from './etcd.ts';
import { httpdImage } from './httpd.ts';
import { nginxImage } from './nginx.ts';
import { pauseImage, shellImages } from './plain.ts';
import { stressImage } from './stress.ts';
import { testImages } from './test-images.ts';

/** Every image that needs nothing of a particular cluster. One line an image. */
export const images: readonly Image[] = [
  agnhostImage,
  colourImage,
  etcdImage,
  httpdImage,
  nginxImage,
  pauseImage,
  stressImage,
  ...shellImages,
  ...testImages,
];
