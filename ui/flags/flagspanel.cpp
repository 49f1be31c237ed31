// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/flagspanel.h"

#include "core/throttle.h"
#include "flags/filterrow.h"
#include "flags/flagsfooter.h"
#include "flags/flagtableview.h"
#include "flags/tablenotice.h"
#include "mainwindow/console.h"
#include "model/flagfiltermodel.h"
#include "operations/commandrunner.h"
#include "session/feed.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto detailsPause =
    150ms; ///< rows must have stood still this long before their rules are asked for

} // namespace

class FlagsPanel::Private final
{
public:
    Private(FlagsPanel &panel, Console &c, const Theme &theme, const Settings &s)
        : q(panel)
        , console(c)
        , settings(s)
        , table(c.flags)
        , rows(table)
        , filter(new FilterRow(theme, c.clock, &panel))
        , view(new FlagTableView(rows, theme, s, c.clock, &panel))
        , footer(new FlagsFooter(theme, &panel))
        , notice(new TableNotice(view->viewport()))
        , detailsTimer(c.clock.createTimer([this] { askForDetails(); }))
        , counts(c.clock, Throttle::readingPace, [this] { showState(); })
    {}

    void connectAll();
    void askChange(const FlagKey &key, const QRect &anchor);
    void togglePinned(const FlagKey &key);
    void setSafeState(const FlagKey &key, std::optional<bool> safeState);
    void setMarks(const FlagKey &key, const FlagMarks &marks);
    void applyHold();
    void askForDetails();
    void showState();
    void countOffNormal();
    [[nodiscard]] KindCounts countKinds() const;
    [[nodiscard]] bool hasConfigs() const
    {
        const ProviderTraits &traits = console.session.provider().traits();
        return traits.configs || traits.aiConfigs;
    }
    [[nodiscard]] QString waitingFor() const;

    FlagsPanel &q;
    Console &console;
    const Settings &settings;
    FlagTableModel table;
    FlagFilterModel rows;
    FilterRow *filter;
    FlagTableView *view;
    FlagsFooter *footer;
    TableNotice *notice;
    GuardMode mode = GuardMode::Guarded;
    bool heldByPanel = false;
    std::unique_ptr<Timer> detailsTimer;
    Throttle counts; ///< they move with each event; nobody reads that fast
};

FlagsPanel::FlagsPanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent)
    : QWidget(parent), m_d(std::make_unique<Private>(*this, console, theme, settings))
{
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_d->filter);
    all->addWidget(m_d->view, 1);
    all->addWidget(m_d->footer);
    setFocusProxy(m_d->view);
    m_d->view->restoreColumnState(settings.flagHeader);
    m_d->connectAll();
    m_d->filter->showConfigs(m_d->hasConfigs());
    m_d->countOffNormal();
    m_d->showState();
}

FlagsPanel::~FlagsPanel()
{
    // The view lets go of the models before they go.
    m_d->view->disconnect(this);
    delete std::exchange(m_d->view, nullptr);
}

void FlagsPanel::Private::connectAll()
{
    QObject::connect(filter, &FilterRow::textChosen, &q, [this](const QString &text) {
        filter->setError(rows.setFilterText(text));
        showState();
    });
    QObject::connect(filter, &FilterRow::chipChosen, &q, [this](FlagFilterModel::Chip chip) {
        rows.setChip(chip);
        showState();
    });
    QObject::connect(filter, &FilterRow::leaveRequested, &q, [this] { q.focusTable(); });

    QObject::connect(view, &FlagTableView::currentKeyChanged, &q, &FlagsPanel::flagSelected);
    QObject::connect(view, &FlagTableView::inspectAsked, &q, &FlagsPanel::inspectRequested);
    QObject::connect(view, &FlagTableView::rereadAsked, &q, &FlagsPanel::rereadRequested);
    QObject::connect(view, &FlagTableView::changeAsked, &q,
                     [this](const FlagKey &key, const QRect &anchor) { askChange(key, anchor); });
    QObject::connect(view, &FlagTableView::pinAsked, &q, [this](const FlagKey &key) { togglePinned(key); });
    QObject::connect(view, &FlagTableView::safeStateAsked, &q,
                     [this](const FlagKey &key, std::optional<bool> state) { setSafeState(key, state); });
    QObject::connect(view, &FlagTableView::filterAsked, &q, &FlagsPanel::focusFilter);
    QObject::connect(view, &FlagTableView::clearFilterAsked, &q, &FlagsPanel::clearFilter);
    QObject::connect(view, &FlagTableView::resortAsked, &q, &FlagsPanel::resort);
    QObject::connect(view, &FlagTableView::inUseChanged, &q, [this] { applyHold(); });
    QObject::connect(view, &FlagTableView::shownRowsChanged, &q,
                     [this] { detailsTimer->start(detailsPause); });

    QObject::connect(footer, &FlagsFooter::resortRequested, &q, &FlagsPanel::resort);
    QObject::connect(notice, &TableNotice::clearRequested, &q, &FlagsPanel::clearFilter);
    QObject::connect(&rows, &FlagFilterModel::waitingMovesChanged, &q, [this] { counts.ask(); });
    QObject::connect(&rows, &FlagFilterModel::shownChanged, &q, [this] { counts.ask(); });
    QObject::connect(&console.flags, &FlagStore::countsChanged, &q, [this] { counts.ask(); });
    QObject::connect(&console.session, &Feed::linkChanged, &q, [this] { showState(); });
}

void FlagsPanel::Private::askChange(const FlagKey &key, const QRect &anchor)
{
    const int row = console.flags.rowOf(key);
    if (row < 0)
        return;
    const FlagRow &shown = console.flags.at(row);
    const auto last = console.commands.lastFor(key);
    const bool known = shown.knowledge == Knowledge::Fresh || shown.knowledge == Knowledge::Aged;
    if (console.connection.environmentClass == EnvironmentClass::Lab && known && key.kind() == FlagKind::Flag
        && !(last && !isSettled(last->stage))) {
        FlagPatch patch;
        patch.enabled = !shown.flag.enabled;
        const Risk risk = riskOf(shown.flag, patch, shown.marks.safeState);
        const GuardDecision decision =
            guardFor(console.connection.environmentClass, risk, console.session.link(), mode);
        if (decision.guard == Guard::Press && !decision.reasonRequired) {
            emit q.immediateChangeRequested(key, *patch.enabled);
            return;
        }
    }
    emit q.changeRequested(key, anchor);
}

void FlagsPanel::Private::setMarks(const FlagKey &key, const FlagMarks &marks)
{
    console.flags.setMarks(key, marks);
    emit q.marksChanged();
}

void FlagsPanel::Private::togglePinned(const FlagKey &key)
{
    const int row = console.flags.rowOf(key);
    if (row < 0)
        return;
    FlagMarks marks = console.flags.at(row).marks;
    marks.pinned = !marks.pinned;
    setMarks(key, marks);
}

void FlagsPanel::Private::setSafeState(const FlagKey &key, std::optional<bool> safeState)
{
    const int row = console.flags.rowOf(key);
    if (row < 0)
        return;
    FlagMarks marks = console.flags.at(row).marks;
    marks.safeState = safeState;
    setMarks(key, marks);
}

void FlagsPanel::Private::applyHold()
{
    rows.setOrderHeld(heldByPanel || view->isInUse());
    showState();
}

void FlagsPanel::Private::askForDetails()
{
    const QVector<FlagKey> keys = view->shownKeys();
    if (!keys.isEmpty())
        console.session.preferDetails(keys);
}

QString FlagsPanel::Private::waitingFor() const
{
    const LinkStatus &link = console.session.link();
    switch (link.state) {
    case LinkState::Idle: return tr("waiting for a connection");
    case LinkState::Connecting: return tr("waiting for the server to answer");
    case LinkState::Syncing:
        return link.snapshotTotal > 0 ? tr("reading %1/%2").arg(link.snapshotDone).arg(link.snapshotTotal)
                                      : tr("reading them now");
    case LinkState::Live:
    case LinkState::Late:
    case LinkState::Polling: return tr("waiting for the first reading");
    case LinkState::Stale:
    case LinkState::Retrying: return tr("waiting for the connection to come back");
    case LinkState::SignInNeeded: return tr("waiting for sign-in");
    case LinkState::Refused:
        return link.error ? errorSentence(*link.error) : tr("the server refused the connection");
    case LinkState::Paused: return tr("the connection is paused");
    }
    return {};
}

void FlagsPanel::Private::countOffNormal()
{
    int offNormal = 0;
    for (int row = 0; row < console.flags.count(); ++row)
        offNormal += isOffNormal(console.flags.at(row)) ? 1 : 0;
    filter->setCount(FlagFilterModel::Chip::OffNormal, offNormal);
}

KindCounts FlagsPanel::Private::countKinds() const
{
    KindCounts found;
    found.flags = console.flags.count();
    if (!hasConfigs())
        return found;
    found.configs = console.flags.countOf(FlagKind::Config);
    found.aiConfigs = console.flags.countOf(FlagKind::AiConfig);
    found.flags -= found.configs + found.aiConfigs;
    return found;
}

void FlagsPanel::Private::showState()
{
    const FlagStore &store = console.flags;
    const int total = store.count();
    const int shown = rows.rowCount();
    const LinkStatus &link = console.session.link();
    std::optional<std::chrono::milliseconds> heardAgo;
    if (const auto heard = lastHeard(link); total > 0 && heard && !isCurrent(link))
        heardAgo = std::chrono::floor<std::chrono::milliseconds>(console.clock.now() - *heard);
    footer->showCounts({countKinds(), shown, store.unverifiedCount(), store.lastSnapshot(), heardAgo,
                        link.state == LinkState::Late, console.session.unreadKinds()},
                       settings.showUtc);
    footer->showHold(rows.isOrderHeld(), rows.waitingMoves());

    const QString unread = unreadSentence(console.session.unreadKinds());
    if (shown > 0) {
        notice->hide();
    } else if (filter->chip() == FlagFilterModel::Chip::Configs && filter->text().isEmpty()
               && !unread.isEmpty()) {
        notice->showText(unread);
    } else if (rows.isFiltering()) {
        notice->hide(); // what is not found yet may come in a moment
    } else if (total > 0) {
        const QString wanted = filter->text().isEmpty() ? filter->chipName(filter->chip()) : filter->text();
        notice->showHidden(plainLine(wanted, 60), total);
    } else if (!store.lastSnapshot()) {
        notice->showText(tr("Flags not read yet: %1").arg(waitingFor()));
    } else if (console.session.link().state == LinkState::Live) {
        notice->showText(tr(
            "This environment has no flags. The stream is Live, so a new one will appear here by itself."));
    } else if (console.session.link().state == LinkState::Polling) {
        notice->showText(tr("This environment has no flags. They are read again and again, so a new one will "
                            "appear here by itself."));
    } else {
        notice->showText(tr("This environment had no flags when it was last read. The link is not Live: %1.")
                             .arg(linkWord(console.session.link().state)));
    }
}

void FlagsPanel::focusFilter()
{
    m_d->filter->focusText();
}

void FlagsPanel::focusTable()
{
    m_d->view->setFocus(Qt::ShortcutFocusReason);
    if (!m_d->view->currentIndex().isValid() && m_d->rows.rowCount() > 0)
        m_d->view->setCurrentIndex(m_d->rows.index(0, FlagTableModel::Key));
}

bool FlagsPanel::clearFilter()
{
    if (m_d->filter->isEmpty())
        return false;
    m_d->filter->clear();
    return true;
}

void FlagsPanel::resort()
{
    m_d->rows.resort();
    m_d->showState();
}

FlagKey FlagsPanel::currentFlag() const
{
    return m_d->view->currentKey();
}

void FlagsPanel::selectFlag(const FlagKey &key)
{
    m_d->view->setCurrentKey(key);
}

void FlagsPanel::togglePinned()
{
    if (const FlagKey key = currentFlag(); !key.isEmpty())
        m_d->togglePinned(key);
}

void FlagsPanel::setGuardMode(GuardMode mode)
{
    m_d->mode = mode;
}

QByteArray FlagsPanel::headerState() const
{
    return m_d->view->columnState();
}

void FlagsPanel::tick()
{
    m_d->table.refreshAges();
    m_d->countOffNormal();
    m_d->showState();
}

void FlagsPanel::setOrderHeld(bool held)
{
    m_d->heldByPanel = held;
    m_d->applyHold();
}

} // namespace signalbox
