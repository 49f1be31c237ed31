// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "operations/guard.h"

#include <QFrame>

#include <memory>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class Theme;

/// Thin bar that shrinks with the time that is left.
class CountdownBar final : public QWidget
{
    Q_OBJECT

public:
    explicit CountdownBar(const Theme &theme, QWidget *parent = nullptr);

    /// From 1 (all of it) to 0.
    void setShare(double share);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_share = 0;
};

/// What a person has to do before the throw button works: type a name, lift a cover, or nothing. The throw
/// button itself is the panel's, at another place, so that a double click cannot lift and throw.
class GuardBox final : public QFrame
{
    Q_OBJECT

public:
    /// References must outlive this.
    GuardBox(const Theme &theme, const Clock &clock, QWidget *parent = nullptr);

    /// Starts closed whenever something changed. @p name is what TypeName wants; @p blockedText says why and
    /// what to do.
    void setGuard(Guard guard, const QString &name, const QString &blockedText);
    void setReducedMotion(bool reduced);
    [[nodiscard]] Guard guard() const { return m_guard; }
    /// The guard does not stand in the way (any more).
    [[nodiscard]] bool isOpen() const;
    /// Closes cover and name. False when there was nothing open.
    bool close();
    /// Gives the keys to the cover; false where there is none.
    bool focusCover();

signals:
    void openChanged();

private:
    void lift();
    void showCover();
    void showCountdown();
    [[nodiscard]] std::chrono::milliseconds left() const;

    const Clock &m_clock;
    Guard m_guard = Guard::Press;
    QString m_name;
    QString m_blockedText;
    QLabel *m_text;
    QLineEdit *m_typed;
    QPushButton *m_lift;
    CountdownBar *m_bar;
    bool m_fresh = true; ///< before the first setGuard()
    bool m_lifted = false;
    bool m_reducedMotion = false;
    MonotonicTime m_liftedAt;
    std::unique_ptr<Timer> m_step;
};

} // namespace signalbox
