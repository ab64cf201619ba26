// Fractal Generator Protocol of rsplib: pictures of fractals, computed by pool elements. fractalgeneratorpackets.h of rsplib.
import { bytes, double, enumeration, u32 } from '../declare.ts';
import { type ApplicationProtocol, applicationMessage } from './application.ts';
import { commonHeader, wholeLength } from './common-header.ts';

const algorithms = enumeration('Algorithm', [
  { value: 1, name: 'Mandelbrot', wireshark: 'Mandelbrot: z_{n+1} = z_n^2 + c', rfc: 'rsplib' },
  { value: 2, name: 'Mandelbrot-N', wireshark: 'Mandelbrot-N: z_{n+1} = z_n^N + c', rfc: 'rsplib' },
]);

export const fractalParameter = applicationMessage({
  type: 1,
  key: 'parameter',
  name: 'Parameter',
  wireshark: 'FractalGenerator Parameter',
  about: 'a pool user asks for a picture',
  flags: [],
  fields: [
    u32('width', { filter: 'parameter_width', label: 'Width', about: 'points in a line of the picture' }), // 4..7
    u32('height', { filter: 'parameter_height', label: 'Height', about: 'lines of the picture' }), // 8..11
    u32('maxIterations', {
      filter: 'parameter_maxiterations',
      label: 'MaxIterations',
      about: 'iterations for a point at most',
    }), // 12..15
    u32('algorithm', {
      filter: 'parameter_algorithmid',
      label: 'AlgorithmID',
      about: 'what is computed for each point',
      values: algorithms,
    }), // 16..19
    double('c1Real', { filter: 'parameter_c1real', label: 'C1Real', about: 'one corner, real part' }), // 20..27
    double('c1Imaginary', { filter: 'parameter_c1imag', label: 'C1Imag', about: 'one corner, imaginary part' }), // 28..35
    double('c2Real', { filter: 'parameter_c2real', label: 'C2Real', about: 'opposite corner, real part' }), // 36..43
    double('c2Imaginary', { filter: 'parameter_c2imag', label: 'C2Imag', about: 'opposite corner, imaginary part' }), // 44..51
    double('n', { filter: 'parameter_n', label: 'N', about: 'exponent of Mandelbrot-N' }), // 52..59
  ],
});

export const fractalData = applicationMessage({
  type: 2,
  key: 'data',
  name: 'Data',
  wireshark: 'FractalGenerator Data',
  about: 'a pool element has computed these points',
  flags: [],
  fields: [
    u32('startX', { filter: 'data_start_x', label: 'StartX', about: 'place of the first point in its line' }), // 4..7
    u32('startY', { filter: 'data_start_y', label: 'StartY', about: 'line of the first point' }), // 8..11
    u32('points', { filter: 'data_points', label: 'Points', about: 'number of points; at most 324 in rsplib' }), // 12..15
    bytes('buffer', { filter: 'buffer', label: 'Buffer', about: 'iterations of each point, four octets each' }), // 16..
  ],
  countedBy: { key: 'points', octets: 4 },
});

const messages = [fractalParameter, fractalData];

export const fractalGenerator: ApplicationProtocol = {
  key: 'fractalGenerator',
  name: 'Fractal Generator Protocol',
  filter: 'fractalgeneratorprotocol',
  column: 'FractalGeneratorProtocol',
  wireshark: 'Fractal Generator Protocol',
  about: 'pictures of fractals, computed by pool elements',
  ppids: [32, 0x29097601],
  header: commonHeader(messages, wholeLength),
  messages,
  unknown: 'Unknown FractalGeneratorProtocol message type',
};
