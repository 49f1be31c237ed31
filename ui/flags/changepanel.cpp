// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/changepanel.h"

#include "flags/blockwords.h"
#include "flags/changeform.h"
#include "flags/commandstrip.h"
#include "flags/effectwords.h"
#include "mainwindow/console.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr int shadow = 14; ///< room around the frame that the shadow is painted in
constexpr int radius = 5;
constexpr int panelWidth = 500;
constexpr int widePanelWidth = 660; ///< for lines of a file or of JSON
constexpr int anchorGap = 4;
constexpr int growth = 120;      ///< what a guard may add below later, without moving the panel
constexpr auto stripStays = 12s; ///< a confirmed lab command's strip goes by itself

} // namespace

class ChangePanel::Private final
{
public:
    enum class Page { None, Form, Strip };

    Private(ChangePanel &panel, Console &c, const Theme &t, const Settings &settings)
        : q(panel)
        , console(c)
        , theme(t)
        , frame(new QFrame(&panel))
        , form(new ChangeForm(c, t, settings, frame))
        , stripPage(new QWidget(frame))
        , stripBand(new EnvironmentBand(t, EnvironmentBand::Size::Header, stripPage))
        , stripTitle(new ElidedLabel(stripPage))
        , strip(new CommandStrip(c, t, stripPage))
        , second(c.clock.createTimer([this] { tick(); }))
        , leave(c.clock.createTimer([this] { q.hidePanel(); }))
    {}

    void build();
    void connectAll();
    void open(const FlagKey &flag, const FlagPatch &wanted, const std::optional<CommandOrder> &undo,
              const QRect &where);
    void showStrip(const CommandId &id);
    void run(const CommandOrder &order);
    void showPage(Page wanted);
    void place(bool fresh);
    void tick();
    [[nodiscard]] int naturalHeight(int width) const;

    ChangePanel &q;
    Console &console;
    const Theme &theme;
    QFrame *frame;
    ChangeForm *form;
    QWidget *stripPage;
    EnvironmentBand *stripBand;
    ElidedLabel *stripTitle;
    CommandStrip *strip;
    Page page = Page::None;
    std::optional<QRect> anchor; ///< in the parent's coordinates; absent: at the bottom
    bool lab = false;            ///< the strip of an order that was given without the form
    QPointer<QWidget> focusBefore;
    std::unique_ptr<Timer> second;
    std::unique_ptr<Timer> leave;
};

ChangePanel::ChangePanel(Console &console, const Theme &theme, const Settings &settings, QWidget *parent)
    : QFrame(parent), m_d(std::make_unique<Private>(*this, console, theme, settings))
{
    setObjectName(u"changePanel"_s);
    setAccessibleName(tr("Change flag"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    m_d->build();
    m_d->connectAll();
    parent->installEventFilter(this);
    m_d->stripPage->installEventFilter(this);
    hide();
}

ChangePanel::~ChangePanel() = default;

void ChangePanel::Private::build()
{
    auto *outer = new QVBoxLayout(&q);
    outer->setContentsMargins(shadow, shadow, shadow, shadow);
    outer->addWidget(frame);
    auto *pages = new QVBoxLayout(frame);
    pages->setContentsMargins(1, 1, 1, 1);
    pages->setSpacing(0);
    pages->addWidget(form);
    pages->addWidget(stripPage);

    auto *stripLines = new QVBoxLayout(stripPage);
    stripLines->setContentsMargins(0, 0, 0, 0);
    stripLines->setSpacing(0);
    QFont titleFont = theme.monospaceFont();
    titleFont.setBold(true);
    stripTitle->setObjectName(u"commandTitle"_s);
    stripTitle->setFont(titleFont);
    stripTitle->setContentsMargins(15, 9, 15, 0);
    strip->setProperty("kind", QVariant());
    stripLines->addWidget(stripBand);
    stripLines->addWidget(stripTitle);
    stripLines->addWidget(strip);

    frame->setObjectName(u"changeFrame"_s);
    QObject::connect(&theme, &Theme::changed, &q, qOverload<>(&QWidget::update));
}

void ChangePanel::Private::connectAll()
{
    QObject::connect(form, &ChangeForm::orderGiven, &q, [this](const CommandOrder &order) { run(order); });
    QObject::connect(form, &ChangeForm::cancelled, &q, &ChangePanel::hidePanel);
    QObject::connect(form, &ChangeForm::contentChanged, &q, [this] {
        if (page == Page::Form)
            place(false);
    });
    QObject::connect(strip, &CommandStrip::dismissed, &q, &ChangePanel::hidePanel);
    QObject::connect(strip, &CommandStrip::sendAgainRequested, &q, [this](CommandOrder order) {
        // The person has just read what the server says now: that is what they decide about.
        if (const auto last = console.commands.command(strip->command()); last && last->reportedNow)
            order.shown = last->reportedNow;
        run(order);
    });
    QObject::connect(strip, &CommandStrip::reviewRequested, &q,
                     [this](const FlagKey &key) { open(key, {}, {}, anchor ? *anchor : QRect()); });
    QObject::connect(strip, &CommandStrip::undoRequested, &q, [this](const CommandOrder &order) {
        open(order.flag, {}, order, anchor ? *anchor : QRect());
    });
    QObject::connect(strip, &CommandStrip::detailsRequested, &q, &ChangePanel::detailsRequested);
    QObject::connect(strip, &CommandStrip::eventsRequested, &q, &ChangePanel::eventsRequested);
    QObject::connect(strip, &CommandStrip::signInRequested, &q, &ChangePanel::signInRequested);
    QObject::connect(strip, &CommandStrip::linkDetailsRequested, &q, &ChangePanel::linkDetailsRequested);
    QObject::connect(&console.commands, &CommandRunner::commandChanged, &q,
                     [this](const CommandView &command) {
                         if (page != Page::Strip || command.id != strip->command())
                             return;
                         place(false);
                         if (lab && command.stage == CommandStage::Confirmed)
                             leave->start(stripStays);
                         else
                             leave->stop();
                     });
}

void ChangePanel::openFor(const FlagKey &flag, std::optional<bool> wanted, const QRect &anchor)
{
    FlagPatch chosen;
    chosen.enabled = wanted;
    m_d->open(flag, chosen, {}, QRect(parentWidget()->mapFromGlobal(anchor.topLeft()), anchor.size()));
}

void ChangePanel::openUndo(const CommandOrder &order, const QRect &anchor)
{
    m_d->open(order.flag, {}, order, QRect(parentWidget()->mapFromGlobal(anchor.topLeft()), anchor.size()));
}

void ChangePanel::Private::open(const FlagKey &flag, const FlagPatch &wanted,
                                const std::optional<CommandOrder> &undo, const QRect &where)
{
    leave->stop();
    if (!q.isVisible())
        focusBefore = QApplication::focusWidget();
    anchor = where.isValid() ? std::optional(where) : std::nullopt;
    lab = false;
    showPage(Page::None);
    form->start(flag, wanted, undo);
    showPage(Page::Form);
    // Before the first showing nobody has told them what the style sheet wants.
    for (QWidget *child : q.findChildren<QWidget *>())
        child->ensurePolished();
    place(true);
    q.show();
    q.raise();
    form->focusReason();
    second->start(1s);
    emit q.opened();
}

void ChangePanel::orderNow(const FlagKey &flag, bool enabled)
{
    const int row = m_d->console.flags.rowOf(flag);
    if (row < 0)
        return;
    const FlagRow &shown = m_d->console.flags.at(row);
    CommandOrder order;
    order.flag = flag;
    order.wanted.enabled = enabled;
    order.shown = shown.flag;
    order.towardsSafe = riskOf(shown.flag, order.wanted, shown.marks.safeState) == Risk::TowardsSafe;
    const auto started = m_d->console.commands.run(order, m_d->console.clock.now());
    if (!started) {
        // Not taken: the form says why and what can be done.
        m_d->open(flag, order.wanted, {}, {});
        m_d->form->showFailure(refusalSentence(started.error()));
        return;
    }
    if (m_d->page == Private::Page::Form)
        hidePanel();
    m_d->anchor.reset();
    m_d->lab = true;
    m_d->showStrip(*started);
    m_d->place(true);
    show();
    raise();
    m_d->second->start(1s);
    emit commandStarted(*started);
}

void ChangePanel::Private::run(const CommandOrder &order)
{
    const auto started = console.commands.run(order, console.clock.now());
    if (!started) {
        if (page == Page::Strip)
            open(order.flag, order.wanted, {}, anchor ? *anchor : QRect());
        form->showFailure(refusalSentence(started.error()));
        return;
    }
    const bool decided = page == Page::Form;
    const bool hadFocus = q.isAncestorOf(QApplication::focusWidget());
    form->stop();
    showStrip(*started);
    place(false);
    // The decision is made: the keys go back to where they came from.
    if (hadFocus && focusBefore)
        focusBefore->setFocus(Qt::OtherFocusReason);
    if (!order.reason.isEmpty())
        emit q.reasonUsed(order.reason);
    emit q.commandStarted(*started);
    if (decided)
        emit q.closed();
}

void ChangePanel::Private::showStrip(const CommandId &id)
{
    strip->showCommand(id);
    stripBand->setConnection(console.connection);
    const auto command = console.commands.command(id);
    if (command)
        stripTitle->setText(actionWords(command->order.wanted, command->order.flag,
                                        bandWord(console.connection.environmentClass)));
    showPage(Page::Strip);
}

void ChangePanel::Private::showPage(Page wanted)
{
    page = wanted;
    form->setVisible(wanted == Page::Form);
    stripPage->setVisible(wanted == Page::Strip);
}

void ChangePanel::hidePanel()
{
    const bool decided = m_d->page == Private::Page::Form;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    m_d->leave->stop();
    m_d->second->stop();
    m_d->form->stop();
    m_d->showPage(Private::Page::None);
    hide();
    if (hadFocus && m_d->focusBefore)
        m_d->focusBefore->setFocus(Qt::OtherFocusReason);
    if (decided)
        emit closed();
}

void ChangePanel::moveAside()
{
    if (m_d->page != Private::Page::Strip)
        return;
    m_d->anchor.reset();
    m_d->place(true);
}

void ChangePanel::setGuardMode(GuardMode mode)
{
    m_d->form->setGuardMode(mode);
}

void ChangePanel::pressGuardedButton()
{
    if (m_d->page == Private::Page::Form)
        m_d->form->pressGuardedButton();
}

void ChangePanel::Private::tick()
{
    second->start(1s);
    if (page == Page::Form)
        form->tick();
    else if (page == Page::Strip)
        strip->tick();
    if (page == Page::Strip)
        place(false);
}

int ChangePanel::Private::naturalHeight(int width) const
{
    if (page == Page::Form)
        return form->naturalHeight(width);
    const QLayout *layout = stripPage->layout();
    return layout->hasHeightForWidth() ? layout->totalHeightForWidth(width)
                                       : layout->totalSizeHint().height();
}

void ChangePanel::Private::place(bool fresh)
{
    if (page == Page::None)
        return;
    const QRect room = q.parentWidget()->rect();
    const int width =
        std::min(page == Page::Form && form->wantsWidth() ? widePanelWidth : panelWidth, room.width() - 8)
        + 2 * shadow;
    const int wanted = naturalHeight(width - 2 * shadow - 2) + 2 + 2 * shadow;
    const int height = std::min(wanted, room.height() - 8 + 2 * shadow);
    form->setScrolls(height < wanted);
    QPoint corner = q.pos();
    if (fresh) {
        const int spare = page == Page::Form ? growth : 0;
        if (!anchor) {
            corner = {room.center().x() - width / 2, room.bottom() - height - 24};
        } else {
            corner.setX(anchor->left() - shadow);
            const int below = anchor->bottom() + anchorGap - shadow;
            const int above = anchor->top() - anchorGap - height + shadow;
            const bool fitsBelow = below + height + spare - shadow <= room.bottom();
            corner.setY(fitsBelow || above < room.top() - shadow ? below : above);
        }
    } else if (!anchor) {
        corner.setY(q.geometry().bottom() + 1 - height);
    }
    // Never outside the window; the shadow may be.
    const int right = room.right() - 3 - (width - shadow);
    const int bottom = room.bottom() - 3 - (height - shadow);
    corner.setX(std::max(room.left() + 4 - shadow, std::min(corner.x(), right)));
    corner.setY(std::max(room.top() + 4 - shadow, std::min(corner.y(), bottom)));
    q.setGeometry(QRect(corner, QSize(width, height)));
    // The band is as square as every band; the frame's corners are not.
    QPainterPath rounded;
    rounded.addRoundedRect(QRectF(0, 0, width - 2 * shadow, height - 2 * shadow), radius, radius);
    frame->setMask(QRegion(rounded.toFillPolygon().toPolygon()));
}

void ChangePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF body = QRectF(m_d->frame->geometry());
    const int strength = m_d->theme.isDark() ? 16 : 6;
    for (int i = shadow; i > 0; i -= 2) {
        painter.setBrush(QColor(0, 0, 0, strength));
        painter.drawRoundedRect(body.adjusted(-i + 2, -i + 5, i - 2, i - 1).intersected(QRectF(rect())),
                                i + 3, i + 3);
    }
    painter.setBrush(m_d->theme.colors().base);
    painter.setPen(m_d->theme.colors().border);
    painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

bool ChangePanel::event(QEvent *event)
{
    // Esc and Ctrl+Enter are ours while the keys are here, whatever the window has bound to them.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<const QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (key->key() == Qt::Key_Escape || enter) {
            event->accept();
            return true;
        }
    }
    return QFrame::event(event);
}

void ChangePanel::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape) {
        if (m_d->page != Private::Page::Form || !m_d->form->closeCover())
            hidePanel();
    } else if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        if (!event->isAutoRepeat())
            pressGuardedButton();
    }
    // Nothing goes on to the window behind: a letter typed here is no command there.
    event->accept();
}

/// Tab goes round inside while a decision is open. Focus that has to leave a button which is hidden or
/// disabled comes this way too, and stays as well.
bool ChangePanel::focusNextPrevChild(bool next)
{
    QWidget *from = QApplication::focusWidget();
    if (m_d->page != Private::Page::Form || !isVisible() || !isAncestorOf(from))
        return QFrame::focusNextPrevChild(next);
    const auto step = [next](const QWidget *widget) {
        return next ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget *widget = step(from); widget != from; widget = step(widget)) {
        // A combo box's field hands its focus on to the box, which is a stop of its own.
        if (isAncestorOf(widget) && widget->isVisible() && widget->isEnabled() && !widget->focusProxy()
            && (widget->focusPolicy() & Qt::TabFocus)) {
            widget->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return from->isVisible() && from->isEnabled();
}

bool ChangePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        m_d->place(false);
    if (watched == m_d->stripPage && event->type() == QEvent::LayoutRequest
        && m_d->page == Private::Page::Strip)
        m_d->place(false);
    return QFrame::eventFilter(watched, event);
}

} // namespace signalbox
