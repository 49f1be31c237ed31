// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/practicefaults.h"

#include "practice/faultspanel.h"
#include "words/sentences.h"

namespace signalbox {

PracticeFaults::PracticeFaults(FaultsPanel &panel, QNetworkAccessManager &network, const Clock &clock,
                               const QUrl &server, const QByteArray &token, QObject *parent)
    : QObject(parent), m_panel(&panel), m_client(network, clock, server, token)
{
    const auto answered = [this](const Result<FaultState> &state) { show(state); };
    connect(&panel, &FaultsPanel::planWanted, this, [this, answered](const FaultPlan &plan) {
        m_look.cancel(); // its answer would be older than the order
        m_order = m_client.set(plan, answered);
    });
    connect(&panel, &FaultsPanel::clearWanted, this, [this, answered] {
        m_look.cancel();
        m_order = m_client.clear(answered);
    });
    connect(&panel, &FaultsPanel::stateWanted, this, [this, answered] { m_look = m_client.read(answered); });
}

PracticeFaults::~PracticeFaults() = default;

void PracticeFaults::show(const Result<FaultState> &state)
{
    if (!m_panel)
        return;
    if (state)
        m_panel->showState(*state);
    else
        m_panel->showError(errorSentence(state.error()));
}

} // namespace signalbox
