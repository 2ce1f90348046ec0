/** Addresses that no Service sends to. Source: pkg/apis/core/validation.ValidateEndpointIP. */
export function specialAddressProblems(address: string): string[] {
  const problems: string[] = [];
  const [first = 0, second = 0, third = 0] = address.split('.').map(Number);
  const isIpv4 = !address.includes(':');
  if (/^(0\.0\.0\.0|::)$/.test(address)) problems.push(`may not be unspecified (${address})`);
  if ((isIpv4 && first === 127) || address === '::1') {
    problems.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if ((isIpv4 && first === 169 && second === 254) || /^fe[89ab]/i.test(address)) {
    problems.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if ((isIpv4 && first === 224 && second === 0 && third === 0) || /^ff02:/i.test(address)) {
    problems.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return problems;
}
