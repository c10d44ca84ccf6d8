import { afterAll, afterEach, beforeAll } from 'vitest';
import { People } from '../../verification/actors/people.ts';
import { TestBrowser } from './browser.ts';
import { TestServer } from './server.ts';

// What the tests of a file, or of a `describe`, share. It is there from the first of them to the last.

/** A real server, which the tests may restart and kill. */
export const sharedServer = (...options: ConstructorParameters<typeof TestServer>): TestServer => {
  const server = new TestServer(...options);
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  return server;
};

/** A browser, whose visits end with each test; a test fails by the errors that its pages reported. */
export const sharedBrowser = (): TestBrowser => {
  const browser = new TestBrowser();
  afterEach(() => browser.leave());
  afterAll(() => browser.close());
  return browser;
};

/** The applicants of a shared server, who stay until the last test has ended. */
export const sharedPeople = (server: TestServer): People => {
  const people = new People(server);
  afterAll(() => people.leave());
  return people;
};
