// What the filters show, and in which groups.
const KINDS = [['changed', 'Value changed'], ['added', 'Key added'], ['removed', 'Key removed'], ['name', 'Name changed'],
  ['created', 'Coupon created'], ['deleted', 'Coupon deleted']];
const kindOf = (change, key) => change[ACTION] === CREATE ? 'created' : change[ACTION] !== UPDATE ? 'deleted'
  : key[3] ? 'name' : key[1] === null ? 'added' : key[2] === null ? 'removed' : 'changed';
const kindName = kind => KINDS.find(([word]) => word === kind)[1];
const NO_KEYS = [[null, null, null, 0]];
const keysOf = change => change[KEYS].length ? change[KEYS] : NO_KEYS;

// Folded once, so that typing costs one substring search per change.
let haystacks = null;
const fold = text => text.normalize('NFKC').toLowerCase();
const haystack = change => fold([where(change[LINE]), change[ID], ...(change[ERROR] ?? []), change[TERMS], change[NAME],
  ...change[KEYS].flatMap(key => key.slice(0, 3))].filter(part => part !== null && part !== undefined).join('\n'));

const state = { q: '', kind: '', key: '', outcome: '', group: '', page: 0 };
const words = () => fold(state.q).split(/\s+/).filter(Boolean);

// The changes that pass, each with those of its keys that do.
const matches = () => {
  const wanted = words();
  if (wanted.length && !haystacks) haystacks = changes.map(haystack);
  const found = [];
  changes.forEach((change, index) => {
    if (state.outcome && change[OUTCOME] !== state.outcome) return;
    if (!wanted.every(word => haystacks[index].includes(word))) return;
    const keys = keysOf(change).filter(key => (!state.kind || kindOf(change, key) === state.kind) && (!state.key || key[0] === state.key));
    if (keys.length) found.push([change, keys]);
  });
  return found;
};

const bySize = (a, b) => b.members.length - a.members.length;
const gather = (found, nameOf) => {
  const groups = new Map();
  for (const [change, keys] of found) {
    for (const key of keys) {
      const name = nameOf(change, key);
      if (!groups.has(name)) groups.set(name, { name, key, members: [] });
      const { members } = groups.get(name);
      // A coupon stands in a group once, with all of its keys that belong there.
      if (members.at(-1)?.[0] === change) members.at(-1)[1].push(key);
      else members.push([change, [key]]);
    }
  }
  return [...groups.values()].sort(bySize);
};

// One group for each value that several coupons get, the largest first. A key whose values differ from coupon to coupon
// is one group too; coupons that are created with the same terms are another.
const byValue = found => {
  const shared = [], alone = [];
  for (const group of gather(found, (change, key) => change[ACTION] === UPDATE ? JSON.stringify(key.slice(0, 4))
    : JSON.stringify([change[ACTION], change[TERMS]]))) {
    group.action = group.members[0][0][ACTION];
    if (group.action === UPDATE && group.members.length === 1) alone.push(...group.members);
    else shared.push(group);
  }
  const own = gather(alone, (change, key) => JSON.stringify([key[0], key[3]]));
  for (const group of own) group.isOwn = group.members.length > 1;
  return [...shared, ...own.map(group => ({ ...group, action: UPDATE }))];
};

// By value is shorter to read when a good part of the values goes to many coupons each.
const MANY = 5;
const helps = () => {
  const groups = byValue(changes.map(change => [change, keysOf(change)]));
  const size = some => some.reduce((sum, group) => sum + group.members.length, 0);
  const many = groups.filter(group => !group.isOwn && group.members.length >= MANY);
  return many.length > 0 && size(many) * 4 >= size(groups);
};
