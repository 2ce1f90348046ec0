import { HostNames } from './addresses.ts';
import { routeTable } from './route-table.ts';
import { defineNetTool, USAGE_STATUS } from './usage.ts';

const REFUSED = 7;

const USAGE = `Usage: route [-nNvee] [-FC] [<AF>]           the kernel's routes
       route [-v] [-FC] {add|del|flush} ...  change them

        -n, --numeric            addresses, not names
        -e, --extend             other columns; twice: all
        -v, --verbose            more
        -4                       IPv4`;

/** route(8) of net-tools: it shows; changing is refused. */
export const route = defineNetTool(
  {
    name: 'route',
    usage: USAGE,
    flags: 'nNveFC46hV',
    long: { numeric: 'n', symbolic: 'N', verbose: 'v', extend: 'e', fib: 'F', cache: 'C', inet: '4' },
  },
  async (call) => {
    const [verb] = call.operands;
    if (call.has('h') || (verb !== undefined && !['add', 'del', 'flush'].includes(verb))) {
      const text = `${USAGE}\n`;
      if (call.has('h')) await call.print(text);
      else await call.process.stderr.write(Buffer.from(text));
      return call.has('h') ? 0 : USAGE_STATUS;
    }
    if (verb !== undefined) {
      await call.process.stderr.write(
        Buffer.from(`SIOC${verb === 'add' ? 'ADD' : 'DEL'}RT: Operation not permitted\n`),
      );
      return REFUSED;
    }
    const { network } = call.process.machine;
    const extended = call.values('e').length;
    const style = extended === 0 ? 'route' : extended === 1 ? 'netstat' : 'both';
    await call.print(await routeTable(network.routes(), style, call.has('n') ? undefined : new HostNames(network)));
    return 0;
  },
);
