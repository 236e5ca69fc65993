// Where the bundled site begins. It alone has a service worker: of the sources that would show yesterday's,
// and the single file needs none. It waits for the first output, and does not keep what never came up.

import { started } from './main.js';
import { registerOffline } from './offline.js';

started.then((well) => well && registerOffline());
