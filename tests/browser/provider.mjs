// A real provider of OpenID Connect for the tests: node provider.mjs SITE_ADDRESS; says its own address when it listens.
// Who types 530…:mfa at its page has given a second factor there, says its token; who types "no" refuses.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const site = process.argv[2];
const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'zhicheng', client_secret: 'a secret of some length for tests', redirect_uris: [`${site}/account/outside/back/`],
    post_logout_redirect_uris: [`${site}/`],
  }],
  claims: { openid: ['sub', 'id_number', 'amr'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key of the tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_context, id) => ({
    accountId: id, claims: () => ({ sub: `subject-of-${id}`, id_number: id.startsWith('x') ? undefined : id.split(':')[0] }),
  }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
});
provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next();
  if (context.method === 'GET') {
    context.type = 'html';
    context.body = '<title>provider</title><form method="post"><input name="who"><button>继续</button></form>';
    return undefined;
  }
  const typed = await new Promise((ready) => {
    let text = '';
    context.req.on('data', (part) => { text += part; }).on('end', () => ready(new URLSearchParams(text).get('who')));
  });
  const { params } = await provider.interactionDetails(context.req, context.res);
  const grant = new provider.Grant({ accountId: typed, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const given = typed === 'no' ? { error: 'access_denied' } : {
    login: { accountId: typed, amr: typed.endsWith(':mfa') ? ['pwd', 'mfa'] : ['pwd'] },
    consent: { grantId: await grant.save() },
  };
  context.respond = false;
  return provider.interactionFinished(context.req, context.res, given, { mergeWithLastSubmission: false });
});
server.on('request', provider.callback());
console.log(issuer);
