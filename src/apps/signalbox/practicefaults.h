// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apps/common/faultclient.h"

#include <QObject>
#include <QPointer>

namespace signalbox {

class FaultsPanel;

/// Carries the panel's orders to the practice server and the server's answers to the panel. An order replaces
/// one that has not been answered: each says the whole plan.
class PracticeFaults final : public QObject
{
    Q_OBJECT

public:
    /// @p network and @p clock must outlive this; @p panel may go first.
    PracticeFaults(FaultsPanel &panel, QNetworkAccessManager &network, const Clock &clock, const QUrl &server,
                   const QByteArray &token, QObject *parent = nullptr);
    ~PracticeFaults() override;

private:
    void show(const Result<FaultState> &state);

    QPointer<FaultsPanel> m_panel;
    FaultClient m_client;
    Pending m_order;
    Pending m_look;
};

} // namespace signalbox
