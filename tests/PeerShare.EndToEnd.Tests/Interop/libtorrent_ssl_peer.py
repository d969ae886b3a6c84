"""A libtorrent peer of an SSL torrent: libtorrent_ssl_peer.py TORRENT FOLDER CERTIFICATE KEY DH [HOST:PORT]...

Says "seeding on PORT" as soon as everything is there (the port for encrypted connections), and stays until it is killed."""
import sys
import time

import libtorrent as lt

_, path, folder, certificate, key, dh, *peers = sys.argv
session = lt.session({
    'listen_interfaces': '127.0.0.1:0,127.0.0.1:0s',
    'enable_dht': False,
    'enable_lsd': False,
    'enable_upnp': False,
    'enable_natpmp': False,
    'enable_outgoing_utp': False,
    'enable_incoming_utp': False,
    'alert_mask': lt.alert.category_t.all_categories,
})
torrent = session.add_torrent({'ti': lt.torrent_info(path), 'save_path': folder})
torrent.set_ssl_certificate(certificate, key, dh, '')
for peer in peers:
    host, port = peer.rsplit(':', 1)
    torrent.connect_peer((host, int(port)))

encrypted = None
said = False
while True:
    for alert in session.pop_alerts():
        print(alert.message(), file=sys.stderr, flush=True)
        if isinstance(alert, lt.listen_succeeded_alert) and 'SSL/TCP' in alert.message():
            encrypted = alert.port
    if torrent.status().is_seeding and encrypted and not said:
        said = True
        print('seeding on', encrypted, flush=True)
    time.sleep(0.05)
