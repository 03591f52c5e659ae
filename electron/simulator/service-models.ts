/** The six models as the hosted service documents them: fields with their limits, price and time. Written from the service's contract, not from the app's catalogue. */
import { z } from 'zod';

const text = z.string();
const flag = z.boolean();
const within = (minimum: number, maximum: number): z.ZodNumber => z.number().min(minimum).max(maximum);
const whole = (minimum: number, maximum: number): z.ZodNumber => z.number().int().min(minimum).max(maximum);
/** Base64 of a picture, or an https address. */
const picture = z.string().min(1);
const samplers = [
  'dpmpp_2m',
  'dpmpp_2m_sde',
  'dpmpp_sde',
  'euler',
  'euler_ancestral',
  'heun',
  'dpm_2',
  'dpm_2_ancestral',
  'lms',
  'ddim',
  'uni_pc',
];

export interface ServiceModel {
  readonly slug: string;
  readonly kind: 'photo-to-photo' | 'text-to-picture' | 'restore' | 'two-photos';
  /** Fields that hold pictures. */
  readonly pictures: readonly string[];
  /** Fields without which the answer is 400. */
  readonly required: readonly string[];
  readonly fields: z.ZodObject;
  /** US dollars for one picture. */
  readonly priceUsd: number;
  /** Typical time, seconds. */
  readonly seconds: number;
  /** The upstream limits of the photo: sides, pixels, ratio of the sides. */
  readonly limits: { readonly minSide: number; readonly maxPixels: number; readonly maxAspect: number };
}

const sd3Limits = { minSide: 64, maxPixels: 9_437_184, maxAspect: 2.5 };
const plainLimits = { minSide: 16, maxPixels: 40_000_000, maxAspect: 20 };

export const serviceModels: readonly ServiceModel[] = [
  {
    slug: 'stable-diffusion-3-turbo-img2img',
    kind: 'photo-to-photo',
    pictures: ['image'],
    required: ['mode', 'image', 'prompt'],
    fields: z.strictObject({
      mode: z.literal('image-to-image'),
      image: picture,
      prompt: text.min(1).max(10_000),
      strength: within(0, 1).default(1),
      output_format: z.enum(['jpeg', 'png']).default('jpeg'),
      base64: flag.default(false),
    }),
    priceUsd: 0.08,
    seconds: 10.5,
    limits: sd3Limits,
  },
  {
    slug: 'sd3-med-img2img',
    kind: 'photo-to-photo',
    pictures: ['image'],
    required: ['image', 'prompt'],
    fields: z.strictObject({
      image: picture,
      prompt: text.min(1).max(10_000),
      negative_prompt: text.default('low quality,less details'),
      num_inference_steps: whole(1, 100).default(20),
      guidance_scale: within(1, 20).default(5),
      strength: within(0, 1).default(0.7),
      seed: z.number().int().optional(),
      samples: whole(1, 4).default(1),
      sampler: z.enum(samplers).default('dpmpp_2m'),
      scheduler: text.default('sgm_uniform'),
      base64: flag.default(false),
    }),
    priceUsd: 0.0076,
    seconds: 7.4,
    limits: sd3Limits,
  },
  {
    slug: 'sdxl1.0-txt2img',
    kind: 'text-to-picture',
    pictures: [],
    required: ['prompt'],
    fields: z.strictObject({
      prompt: text.min(1),
      negative_prompt: text.default(''),
      style: text.default('base'),
      samples: whole(1, 4).default(1),
      scheduler: text.default('UniPC'),
      num_inference_steps: whole(1, 100).default(25),
      guidance_scale: within(1, 25).default(7.5),
      strength: within(0, 1).default(0.2),
      high_noise_fraction: within(0, 1).default(0.8),
      seed: z.number().int().optional(),
      img_width: whole(512, 2048).default(1024),
      img_height: whole(512, 2048).default(1024),
      refiner: flag.default(true),
      base64: flag.default(false),
    }),
    priceUsd: 0.008,
    seconds: 6.3,
    limits: plainLimits,
  },
  {
    slug: 'fooocus',
    kind: 'text-to-picture',
    pictures: [],
    required: ['prompt'],
    fields: z.strictObject({
      prompt: text.min(1),
      negative_prompt: text.default(''),
      styles: text.default('V2,Enhance,Sharp'),
      aspect_ratio: z
        .string()
        .regex(/^[1-9]\d{2,3}\*[1-9]\d{2,3}$/)
        .default('1024*1024'),
      samples: whole(1, 4).default(1),
      steps: whole(20, 100).default(30),
      guidance_scale: within(1, 25).default(4),
      seed: z.number().int().min(-1).default(-1),
      sampler: text.optional(),
      scheduler: text.optional(),
      base_model: text.default('juggernaut_v8'),
      base64: flag.default(false),
    }),
    priceUsd: 0.06,
    seconds: 20,
    limits: plainLimits,
  },
  {
    slug: 'codeformer',
    kind: 'restore',
    pictures: ['image'],
    required: ['image'],
    fields: z.strictObject({
      image: picture,
      scale: whole(1, 4).default(1),
      fidelity: within(0, 1).default(0.5),
      bg: flag.default(true),
      face: flag.default(true),
      base64: flag.default(false),
    }),
    priceUsd: 0.012,
    seconds: 5.9,
    limits: plainLimits,
  },
  {
    slug: 'sd2.1-faceswapper',
    kind: 'two-photos',
    pictures: ['input_face_image', 'target_face_image'],
    required: ['input_face_image', 'target_face_image'],
    fields: z.strictObject({
      input_face_image: picture,
      target_face_image: picture,
      file_type: z.enum(['png', 'jpeg']).default('png'),
      face_restore: flag.default(true),
    }),
    priceUsd: 0.0225,
    seconds: 37,
    limits: plainLimits,
  },
];

/** The model of a slug, or undefined where the service knows none. */
export function serviceModel(slug: string): ServiceModel | undefined {
  return serviceModels.find((model) => model.slug === slug);
}
