import type { Image } from '../kubelet/image.ts';
import { agnhostImage } from './agnhost/agnhost.ts';
import { colourImage } from './colour.ts';
import { echoImage } from './echo.ts';
import { etcdImage } from './etcd.ts';
import { httpEchoImage } from './http-echo.ts';
import { httpdImage } from './httpd.ts';
import { nginxAlpineImage, nginxImage } from './nginx/nginx.ts';
import { pauseImage, shellImages } from './plain.ts';
import { stressImage } from './stress.ts';
import { testImages } from './test-images.ts';
import { whoamiImage } from './whoami.ts';

/** Every image that needs nothing of a particular cluster. One line an image. */
export const images: readonly Image[] = [
  agnhostImage,
  colourImage,
  echoImage,
  etcdImage,
  httpEchoImage,
  httpdImage,
  nginxAlpineImage,
  nginxImage,
  pauseImage,
  stressImage,
  ...shellImages,
  ...testImages,
  whoamiImage,
];
