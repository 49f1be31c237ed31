// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider.h"

#include <QObject>

#include <optional>

namespace signalbox {

class Feed;

/// What the account behind a connection may do: asked once the connection stands, and again after each new
/// sign-in, which may be somebody else's. An answer that does not come is asked for again when the connection
/// stands again. It is a hint (providers/togul.md 2.5): the server's own word on a change is what counts.
/// Main thread only.
class RightsCheck final : public QObject
{
    Q_OBJECT

public:
    /// @p provider and the @p feed of its connection must outlive this.
    RightsCheck(Provider &provider, Feed &feed, QObject *parent = nullptr);

    /// The server says that this account may watch only; false while it says nothing.
    [[nodiscard]] bool isWatchOnly() const;

signals:
    void changed();

private:
    void follow();

    Provider &m_provider;
    Feed &m_feed;
    std::optional<AccountRights> m_rights;
    Pending m_pending;
    bool m_isAsked = false;
};

} // namespace signalbox
