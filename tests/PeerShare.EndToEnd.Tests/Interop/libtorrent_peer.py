"""A libtorrent peer for the end-to-end tests: libtorrent_peer.py TORRENT FOLDER [HOST:PORT]...

Says "seeding on PORT" as soon as everything is there, and stays until it is killed."""
import sys
import time

import libtorrent as lt

session = lt.session({
    'listen_interfaces': '127.0.0.1:0',
    'enable_dht': False,
    'enable_lsd': False,
    'enable_upnp': False,
    'enable_natpmp': False,
    'enable_outgoing_utp': False,
    'alert_mask': lt.alert.category_t.all_categories,
})
torrent = session.add_torrent({'ti': lt.torrent_info(sys.argv[1]), 'save_path': sys.argv[2]})
for peer in sys.argv[3:]:
    host, port = peer.rsplit(':', 1)
    torrent.connect_peer((host, int(port)))

said = False
while True:
    for alert in session.pop_alerts():
        print(alert.message(), file=sys.stderr, flush=True)
    if torrent.status().is_seeding and not said:
        said = True
        print('seeding on', session.listen_port(), flush=True)
    time.sleep(0.05)
