"""A Slack-compatible workspace on your own machine: Web API, deliveries, people, a page, a clock.

It knows nothing of the app that talks to it: any Bolt project can use it by pointing its client's
`base_url` at the sandbox. All state is in memory; nothing leaves the machine.
"""
