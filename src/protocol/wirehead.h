// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

class QNetworkReply;
class QNetworkRequest;

namespace signalbox {

/// The head of a request as we write it, one line a field. Fields that could hold a credential show a mask in
/// place of their value (all but a few harmless ones), and so do the values of the address's query.
[[nodiscard]] QByteArray requestHead(const QNetworkRequest &request);
/// The head of the answer as the network stack tells it. Cookies and whatever is named like a secret are
/// masked.
[[nodiscard]] QByteArray responseHead(const QNetworkReply &reply);

} // namespace signalbox
