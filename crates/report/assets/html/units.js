// Numbers as the rest of the report has them: this mirrors units.rs, and a
// test in the browser holds one against the other.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

const round = (value, unit, into) => Math.floor((value * into) / unit + 0.5);
const decimal = (tenths) => `${Math.floor(tenths / 10)}.${tenths % 10}`;

function figure(bytes, unit) {
  if (unit === 1) return String(bytes);
  const tenths = round(bytes, unit, 10);
  if (tenths === 0) return bytes === 0 ? '0' : '<0.1';
  return decimal(tenths);
}

function bytes(value) {
  let power = UNITS.findIndex((_, index) => round(value, 1024 ** index, 10) < 10240);
  if (power < 0) power = UNITS.length - 1;
  return `${figure(value, 1024 ** power)} ${UNITS[power]}`;
}

function signedBytes(value) {
  const sign = value > 0 ? '+' : value < 0 ? '-' : '';
  return sign + bytes(Math.abs(value));
}

function time(nanoseconds) {
  if (nanoseconds < 1000) return `${nanoseconds} ns`;
  const units = [[1e3, 'µs'], [1e6, 'ms'], [1e9, 's']];
  const [unit, name] = units.find(([unit]) => round(nanoseconds, unit, 1) < 1000) ?? units[2];
  const tenths = round(nanoseconds, unit, 10);
  return `${tenths < 1000 ? decimal(tenths) : round(nanoseconds, unit, 1)} ${name}`;
}

const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A share of 1: `12.5 %`; never 0 for something. */
function share(part, of) {
  if (!(of > 0)) return '–';
  const tenths = Math.floor((part * 1000) / of + 0.5);
  return tenths === 0 && part > 0 ? '<0.1 %' : `${decimal(tenths)} %`;
}

const unknown = '–';
const bytesOrUnknown = (value) => (value === null ? unknown : bytes(value));
