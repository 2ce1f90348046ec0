import type { UserInfo } from '../machinery/api-transport.ts';
import type { Random } from '../machinery/random.ts';

/** One token for each service account that has a pod, for as long as the cluster lives. */
export class ServiceAccountTokens {
  readonly #random: Random;
  readonly #byAccount = new Map<string, string>();
  readonly #users = new Map<string, UserInfo>();

  constructor(random: Random) {
    this.#random = random;
  }

  tokenOf(namespace: string, name: string): string {
    const user = `system:serviceaccount:${namespace}:${name}`;
    let token = this.#byAccount.get(user);
    if (!token) {
      token = `sa.${this.#random.uuid()}.${this.#random.uuid()}`;
      this.#byAccount.set(user, token);
      const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
      this.#users.set(token, { name: user, groups });
    }
    return token;
  }

  userOf(token: string): UserInfo | undefined {
    return this.#users.get(token);
  }
}
