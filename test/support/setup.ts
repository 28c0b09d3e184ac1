import { install } from 'undici';

// The HTTP client makes undici's fetch the global one; an interceptor that a test puts over fetch has to come later.
install();
